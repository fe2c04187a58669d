package dev.millrace.benchmarks;

import dev.millrace.local.lambda.InvocationResult;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What a function answers. */
final class Answer {
  /** As long as any function may take, by the template's defaults. */
  private static final long LONGEST_SECONDS = 600;

  private Answer() {}

  /**
   * Waits for it.
   *
   * @throws IllegalStateException when the function fails, or answers nothing for ten minutes
   */
  static String to(Future<InvocationResult> invocation) throws InterruptedException {
    try {
      return switch (invocation.get(LONGEST_SECONDS, TimeUnit.SECONDS)) {
        case InvocationResult.Answer answer -> answer.payload().asUtf8String();
        case InvocationResult.FunctionError error ->
            throw new IllegalStateException(
                "The function failed: " + error.payload().asUtf8String());
      };
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("The function did not answer", e);
    }
  }
}
