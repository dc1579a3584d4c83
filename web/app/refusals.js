/** What pages for people know beyond the console: why the backend refuses something, in the reader's words. */

import { extend } from '/app/texts.js';
import { refusals } from '/app/texts/refusals.js';

extend(refusals);
