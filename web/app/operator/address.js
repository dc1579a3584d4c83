/** What the console's address asks for. A fragment, `#find=…`, is in no request: no server, log or other site has it. */

/** *part*: `location.hash`, or `location.search` of an older link. */
export function askedFor(part) {
  return new URLSearchParams(part.slice(1)).get('find');
}

export function showInAddress(find) {
  history.replaceState(null, '', `${location.pathname}${find ? `#${new URLSearchParams({ find })}` : ''}`);
}
