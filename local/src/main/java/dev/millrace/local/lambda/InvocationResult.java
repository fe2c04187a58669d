package dev.millrace.local.lambda;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import software.amazon.awssdk.core.SdkBytes;

/** What came of an invocation. */
public sealed interface InvocationResult {
  /** What the function answered, or the error as JSON. */
  SdkBytes payload();

  /** The function answered. */
  record Answer(SdkBytes payload) implements InvocationResult {}

  /** The function threw, ran out of time or died. */
  record FunctionError(SdkBytes payload) implements InvocationResult {
    static FunctionError of(String type, String message) {
      String json =
          JsonNodeFactory.instance
              .objectNode()
              .put("errorType", type)
              .put("errorMessage", message)
              .toString();
      return new FunctionError(SdkBytes.fromUtf8String(json));
    }
  }
}
