package dev.millrace.local.lambda;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.core.SdkBytes;

/** An event on its way through a function. */
record Invocation(
    String requestId, String arn, SdkBytes event, CompletableFuture<InvocationResult> result) {
  static Invocation of(String arn, SdkBytes event) {
    return new Invocation(UUID.randomUUID().toString(), arn, event, new CompletableFuture<>());
  }
}
