export { connect, type Client, type Fetch, type Options, type Result } from "./client.js";
export {
  PulseError,
  type Answer,
  type Code,
  type Failure,
  type Input,
  type OperationName,
  type Unreachable,
} from "./types.js";
export type { components } from "./schema.js";
