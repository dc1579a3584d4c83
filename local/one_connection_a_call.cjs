// The Functions emulator keeps its connections to the Python workers open, and a worker closes them after two idle
// seconds. A call at that moment fails with "socket hang up". With one connection for each call this cannot happen.
const http = require("node:http");

http.globalAgent = new http.Agent({ keepAlive: false });
