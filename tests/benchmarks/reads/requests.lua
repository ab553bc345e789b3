-- wrk asks the lines of a file one after the other: method, path, ETag, body, parted by tabs.
local asked, at = {}, 0

function init(arguments)
  for line in io.lines(arguments[1]) do
    local method, path, etag, body = line:match("^([^\t]*)\t([^\t]*)\t([^\t]*)\t(.*)$")
    local headers = {}
    if etag ~= "" then headers["If-None-Match"] = etag end
    if body ~= "" then headers["Content-Type"] = "application/json" else body = nil end
    asked[#asked + 1] = wrk.format(method, path, headers, body)
  end
end

function request()
  at = at % #asked + 1
  return asked[at]
end

function done(summary, latency, requests)
  io.write(string.format(
    '\n{"requests": %d, "seconds": %.6f, "p95": %.6f, "refused": %d, "lost": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(95.0) / 1e6,
    summary.errors.status,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  ))
end
