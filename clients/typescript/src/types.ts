/** What each operation takes, answers and refuses, derived from the generated `schema.ts`. */
import type { paths } from "./schema.js";

type NameIn<Path> = Path extends `/.netlify/functions/${infer Name}` ? Name : never;

export type OperationName = NameIn<keyof paths>;

type ItemOf<Name extends OperationName> = paths[`/.netlify/functions/${Name}`];
type OperationOf<Name extends OperationName> =
  ItemOf<Name> extends { post: infer Post } ? Post : ItemOf<Name> extends { get: infer Get } ? Get : never;

type Json<Response> = Response extends { content: { "application/json": infer Body } } ? Body : never;
type ResponsesOf<Name extends OperationName> =
  OperationOf<Name> extends { responses: infer Responses } ? Responses : never;
type SuccessStatus = 200 | 202;

/** The fields of a call. */
export type Input<Name extends OperationName> = [BodyOf<Name>] extends [never] ? QueryOf<Name> : Json<BodyOf<Name>>;
type BodyOf<Name extends OperationName> =
  OperationOf<Name> extends { requestBody?: infer Body } ? NonNullable<Body> : never;
type QueryOf<Name extends OperationName> =
  OperationOf<Name> extends { parameters: { query?: infer Query } } ? NonNullable<Query> : never;

/** The answer of a call that was carried out. */
export type Answer<Name extends OperationName> = Json<
  ResponsesOf<Name>[SuccessStatus & keyof ResponsesOf<Name>]
>;

/** Why a call was not carried out: a union that `code` tells apart, each with its facts. */
export type Failure<Name extends OperationName> = Json<
  ResponsesOf<Name>[Exclude<keyof ResponsesOf<Name>, SuccessStatus>]
>;

export type Code<Name extends OperationName = OperationName> =
  Failure<Name> extends infer Each ? (Each extends { code: infer Word } ? Word : never) : never;

/** What every failure has, of whichever operation. */
export interface Said {
  error: string;
  code: string;
}

/** No answer came, after all attempts. It is not known whether the call was carried out: repeat it as it is. */
export interface Unreachable {
  success: false;
  error: string;
  code: "unreachable";
  requestId: null;
}

/** What `call` throws. `failure` is the whole answer. */
export class PulseError<Name extends OperationName = OperationName> extends Error {
  override readonly name = "PulseError";
  readonly code: Code<Name> | Unreachable["code"];

  constructor(
    readonly operation: Name,
    readonly failure: Failure<Name> | Unreachable,
    /** The HTTP status; 0 if no answer came. */
    readonly status: number,
  ) {
    const said = failure as unknown as Said;
    super(said.error);
    this.code = said.code as Code<Name> | Unreachable["code"];
  }

  /** Whether this is an error of `operation`. Then its codes, and the facts of each, are known. */
  isOf<Other extends OperationName>(operation: Other): this is PulseError<Other> {
    return (this.operation as string) === operation;
  }
}
