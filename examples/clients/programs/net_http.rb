# Ruby's Net::HTTP with one kept connection: each line of its input is a path.
require "net/http"

$stdout.sync = true
Net::HTTP.start(ENV["HOST"], ENV["PORT"]) do |http|
  $stdin.each_line(chomp: true) do |path|
    puts "status: #{http.get(path).code}"
  rescue SystemCallError, IOError, Timeout::Error => error
    puts "failed: #{error.message}"
  end
end
