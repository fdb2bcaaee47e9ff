/** Why a request is not done: for whoever asked. Everything else that is thrown is a fault of ours. */
export class Refusal extends Error {
  constructor(status, message, more = {}) {
    super(message);
    this.status = status;
    /** Headers of the answer. */
    this.more = more;
  }
}
