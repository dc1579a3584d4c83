// What the pages use to draw a QR code; `make vendor` makes web/vendor/uqr.js of it.
export { encode } from 'uqr';
