// The Functions emulator keeps connections to its Python workers, and they close theirs after two idle seconds:
// a call in that very moment fails with "socket hang up". A connection for each call has no such moment.
const http = require("node:http");

http.globalAgent = new http.Agent({ keepAlive: false });
