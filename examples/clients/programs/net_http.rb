# Ruby's Net::HTTP with one kept connection: each line of its input is a path.
require "net/http"

$stdout.sync = true
ERRORS = [SystemCallError, IOError, Timeout::Error].freeze
begin
  connection = Net::HTTP.start(ENV["HOST"], ENV["PORT"])
rescue *ERRORS => error
  abort "failed: #{error.message}"
end
$stdin.each_line(chomp: true) do |path|
  puts "status: #{connection.get(path).code}"
rescue *ERRORS => error
  puts "failed: #{error.message}"
end
