-- Sends the requests of a file in turn and prints what came of it as one line of JSON.
-- The file: header lines, an empty line, then one request a line: method, path and body between tabs.
-- The word KEY stands for a key that no other request has; MARK tells this run's keys from another's.

local KEY = "@@@@@@@@@@@@@@@@@@@@"
local prepared = {}
local sent = 0
local mark

local function prepare(line, headers)
  local method, path, body = line:match("^(%S+)\t(%S+)\t(.*)$")
  local text = wrk.format(method, path, headers, body ~= "" and body or nil)
  local at = text:find(KEY, 1, true)
  if at then
    return { text:sub(1, at - 1), text:sub(at + #KEY) }
  end
  return { text }
end

function init(arguments)
  mark = arguments[2]
  local headers = {}
  local reading_headers = true
  for line in io.lines(arguments[1]) do
    if line == "" then
      reading_headers = false
    elseif reading_headers then
      local name, value = line:match("^([^:]+): (.*)$")
      headers[name] = value
    else
      prepared[#prepared + 1] = prepare(line, headers)
    end
  end
end

function request()
  local parts = prepared[sent % #prepared + 1]
  sent = sent + 1
  if parts[2] then
    return parts[1] .. string.format("%s%012d", mark, sent) .. parts[2]
  end
  return parts[1]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"requests": %d, "microseconds": %d, "bytes": %d, "errors": %d, "p50": %.3f, "p99": %.3f}\n',
    summary.requests, summary.duration, summary.bytes,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
