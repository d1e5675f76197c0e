package dev.aether.http;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Every kind of problem that a caller can be told about: its stable code, its HTTP status, and the
/// text of its page under `/problems/`.
public enum ProblemType {
  /// The body is not JSON.
  MALFORMED_JSON(
      400,
      "The body is not JSON",
      "The request's body could not be read as one JSON document in UTF-8. The detail names the line"
          + " and the column at which reading stopped. Correct the text there; nothing ran."),
  /// The request is not HTTP as it should be.
  BAD_REQUEST(
      400,
      "The request cannot be understood",
      "The request line, a header or a query parameter is not what HTTP or this interface allows."
          + " The detail says which. Nothing ran."),
  /// No or unknown credentials.
  UNAUTHORIZED(
      401,
      "Authentication is needed",
      "The server asks for an API key, and the request has none that it knows. Send it as"
          + " Authorization: Bearer KEY or as X-API-Key."),
  /// Known, but not allowed.
  FORBIDDEN(
      403,
      "Not allowed",
      "The API key is known, but its rights do not include this action. Ask the operator for a key"
          + " with the right that the detail names."),
  /// No such resource.
  NOT_FOUND(
      404,
      "There is no such resource",
      "Nothing is found at this address, or it belongs to another tenant, or it has been deleted."),
  /// The resource does not take this method.
  METHOD_NOT_ALLOWED(
      405,
      "The method is not allowed here",
      "The resource exists, but does not take this method. The Allow header lists those it takes."),
  /// No common media type.
  NOT_ACCEPTABLE(
      406,
      "No acceptable form of the answer",
      "The Accept header lists no form in which this resource can be given. The detail names those"
          + " that can."),
  /// The sender is too slow.
  REQUEST_TIMEOUT(
      408,
      "The request took too long to arrive",
      "The body did not arrive within the time that the server waits for it"
          + " (server.body_timeout_secs), or nothing came for a while (server.read_timeout_secs). The"
          + " connection is closed."),
  /// The same key is in use.
  IDEMPOTENCY_IN_PROGRESS(
      409,
      "A request with this key is under way",
      "The execution that this Idempotency-Key began has not ended yet. Ask again later, or send"
          + " Prefer: respond-async to be told where it is."),
  /// What the key began has ended, and its answer is kept no more.
  ANSWER_GONE(
      410,
      "The answer is no longer kept",
      "The execution that this Idempotency-Key began has ended, and so many have ended since that it"
          + " is no longer kept (execution.keep). It was not run again; use a new key to do so."),
  /// As many are stored as may be.
  TOO_MANY_CONTEXTS(
      409,
      "As many contexts are stored as may be",
      "A tenant may store as many contexts as the setting context.max_entries says. Delete one that is"
          + " no longer needed; those that exist can still be replaced."),
  /// The resource is not as the request expects it.
  PRECONDITION_FAILED(
      412,
      "The resource is not as expected",
      "If-Match names another state of the resource than the one it is in, or If-None-Match: * found"
          + " that it exists. Nothing was changed. Read it again, and repeat the change on what it is"
          + " now."),
  /// The body is too large.
  PAYLOAD_TOO_LARGE(
      413,
      "The body is too large",
      "The request's body is larger than the server takes. The limit is the setting"
          + " server.max_body_bytes."),
  /// The body's type is not JSON.
  UNSUPPORTED_MEDIA_TYPE(
      415,
      "The body's media type is not supported",
      "The body must be JSON: send Content-Type: application/json."),
  /// The headers are too large.
  HEADERS_TOO_LARGE(
      431,
      "The headers are too large",
      "The request has more or longer headers than the server takes. The limits are the settings"
          + " server.max_headers and server.max_header_bytes."),
  /// The flow cannot run.
  INVALID_DAG(
      422,
      "The flow cannot run",
      "The document was read, but it is no flow that can run. The member errors lists everything that"
          + " is wrong with it, each with a JSON pointer to its place, a stable code and what to"
          + " change. Nothing ran."),
  /// The body is no context.
  INVALID_CONTEXT(
      422,
      "The body is no context",
      "A context is a JSON object, and so is what is merged into one. Nothing was changed."),
  /// The same key with another body.
  IDEMPOTENCY_KEY_REUSED(
      422,
      "The key was used for another request",
      "An Idempotency-Key stands for one request. This one came with another body before; use a new"
          + " key."),
  /// Too many requests of this caller.
  RATE_LIMITED(
      429,
      "Too many requests",
      "This caller has sent more requests than its key allows. Wait for the time that Retry-After"
          + " gives."),
  /// A defect of the runtime.
  INTERNAL_ERROR(
      500,
      "A defect of the runtime",
      "Something went wrong that is not the request's fault. The operator finds the cause in the log"
          + " under the request's id."),
  /// Too much to do.
  OVERLOADED(
      503,
      "The server has no room for more",
      "As many executions run and wait as the server is configured for. Try again after the time that"
          + " Retry-After gives."),
  /// About to stop.
  STORE_UNAVAILABLE(
      503,
      "A store is not available",
      "The server keeps executions and contexts on disk or elsewhere, and that does not take or give them now. The"
          + " request was not run, or it is not known how it ended: ask for the execution later."),
  DRAINING(
      503,
      "The server is about to stop",
      "The server lets running executions end and takes no new ones. Another server, or this one"
          + " after its restart, will."),
  /// A store is not reachable.
  NOT_READY(
      503,
      "The server is not ready",
      "Something that the server needs cannot be reached now. The detail names it."),
  /// The provider failed.
  PROVIDER_ERROR(
      502,
      "The provider failed",
      "The model's provider could not be reached, answered with an error, broke off, or rejected the"
          + " request. Inside an execution it is the error of one node; error_policy and retry say"
          + " what follows from it."),
  /// The provider has no capacity.
  PROVIDER_RATE_LIMITED(
      429,
      "The provider's rate limit is reached",
      "The provider takes no more requests for now, or the account has no credit left."),
  /// The provider does not know the key.
  PROVIDER_AUTH(
      502,
      "The provider does not accept the key",
      "The API key that the server is configured with is not accepted by the provider. It is not"
          + " tried again."),
  /// The provider was too slow.
  PROVIDER_TIMEOUT(
      504,
      "The provider took too long",
      "No complete answer came within the limit of one attempt (llm.timeout_secs) or within what was"
          + " left of the execution's time."),
  /// The model declined.
  REFUSED(
      422,
      "The model refused to answer",
      "The model declined the request. The same request is not tried again and the refusal is not"
          + " cached."),
  /// The answer has the wrong shape.
  SCHEMA_VIOLATION(
      502,
      "The answer has the wrong shape",
      "The model's answer does not satisfy the node's output_schema or return_type. It counts as"
          + " retryable."),
  /// The guard stopped a prompt or an answer.
  SECURITY_VIOLATION(
      422,
      "The prompt or the answer was blocked",
      "The prompt looks like an attempt to take over the model, and nothing was sent; or the answer"
          + " contains what must not be passed on. The finding names the rule and the placeholder."),
  /// A value is missing.
  MISSING_REFERENCE(
      422,
      "A value that the prompt needs is missing",
      "A required placeholder has no value. The detail names the placeholder, the path, and the part"
          + " of the path that was not found. Add the value to the context, give the input a"
          + " default_value, or make the reference optional (required: false)."),
  /// A context key may not be read.
  CONTEXT_KEY_NOT_ALLOWED(
      422,
      "The prompt may not read this context key",
      "The node's render_policy.allowed_context_keys does not list the key that a placeholder reads."),
  /// A value is too long.
  VALUE_TOO_LONG(
      422,
      "A value is too long",
      "A required value is longer than the node's render_policy.max_value_length."),
  /// An attempt of a node took too long.
  NODE_TIMEOUT(
      504,
      "The node took too long",
      "An attempt of the node took longer than its timeout_ms. It counts as retryable."),
  /// A node that this one needs failed.
  DEPENDENCY_FAILED(
      424,
      "A node that this one needs failed",
      "The node was skipped, because a node that it depends on, directly or not, failed. because_of"
          + " names it."),
  /// An expression has no value.
  EXPRESSION_ERROR(
      422,
      "The expression has no value",
      "The CEL expression of a compute or conditional node could not be evaluated with the values"
          + " that it met, or a conditional's is neither true nor false."),
  /// Nothing is cached.
  NOT_CACHED(
      504,
      "No cached answer",
      "The request asked for cached answers only (options.cache: only), and no cache has this one.");

  private final int status;
  private final String title;
  private final String text;

  ProblemType(int status, String title, String text) {
    this.status = status;
    this.title = title;
    this.text = text;
  }

  /// What programs branch on: `invalid_dag`.
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The address of its page, which is also its `type`.
  public String address() {
    return "/problems/" + code();
  }

  /// The HTTP status.
  public int status() {
    return status;
  }

  /// The same for people, in a few words.
  public String title() {
    return title;
  }

  /// What it means and what to do about it.
  public String text() {
    return text;
  }

  /// The type with a code.
  static Optional<ProblemType> of(String code) {
    return Stream.of(values()).filter(type -> type.code().equals(code)).findFirst();
  }
}
