# redis-rb: each line of its input is a command.
require "redis"

$stdout.sync = true
redis = Redis.new(host: ENV["HOST"], port: ENV["PORT"].to_i)
$stdin.each_line(chomp: true) do |line|
  puts "reply: #{redis.call(*line.split)}"
rescue Redis::BaseError => error
  puts "failed: #{error.message}"
end
