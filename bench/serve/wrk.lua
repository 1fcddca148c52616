-- Sends the requests of a file, one after the other, each once: a nonce is taken once. A request is
-- a line: GET and its target, or POST and its form. wrk -s wrk.lua URL -- FILE
local requests = {}
local next_one = 0

function init(arguments)
  local headers = { ["Content-Type"] = "application/x-www-form-urlencoded" }
  for line in io.lines(arguments[1]) do
    local method, rest = line:match("^(%u+) (.*)$")
    if method == "POST" then
      requests[#requests + 1] = wrk.format("POST", "/", headers, rest)
    else
      requests[#requests + 1] = wrk.format("GET", rest)
    end
  end
end

function request()
  next_one = next_one + 1
  return requests[(next_one - 1) % #requests + 1]
end

function done(summary, latency)
  local seconds = summary.duration / 1e6
  local errors = summary.errors
  print(string.format(
    '{"rate": %.1f, "p50_us": %d, "p99_us": %d, "requests": %d, "not_200": %d, "broken": %d}',
    summary.requests / seconds, latency:percentile(50), latency:percentile(99), summary.requests,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
