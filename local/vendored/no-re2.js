// Firestore needs a regular-expression engine of 150 kB for pipeline queries, which the pages do not use.
export class RE2JS {
  static compile() {
    throw new Error('Pipeline queries are not available in the pages.');
  }

  static matches() {
    return RE2JS.compile();
  }
}
