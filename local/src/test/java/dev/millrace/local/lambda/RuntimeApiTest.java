package dev.millrace.local.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuntimeApiTest {
  private final CountDownLatch mayFinish = new CountDownLatch(1);
  private final List<String> finished = new CopyOnWriteArrayList<>();

  private final RuntimeApi.Owner owner =
      new RuntimeApi.Owner() {
        @Override
        public RuntimeApi.Next next() throws InterruptedException {
          throw new InterruptedException("no event here");
        }

        @Override
        public void finished(String requestId, InvocationResult result) {
          await();
          finished.add(requestId + " " + result.payload().asUtf8String());
        }

        @Override
        public void initializationFailed(InvocationResult.FunctionError error) {
          await();
          finished.add(error.payload().asUtf8String());
        }
      };

  /** Else a function could take its next event before its last one is finished. */
  @ParameterizedTest
  @ValueSource(strings = {"invocation/1/response", "invocation/1/error", "init/error"})
  void aFunctionIsAnsweredOnceItsResultIsKnown(String call) throws Exception {
    try (RuntimeApi api = new RuntimeApi(owner);
        HttpClient client = HttpClient.newHttpClient()) {
      CompletableFuture<HttpResponse<String>> answer =
          client.sendAsync(post(api, call), HttpResponse.BodyHandlers.ofString());
      // Without an answer to wait for there is only time; a wrong one comes at once.
      Thread.sleep(200);
      assertThat(answer).isNotDone();

      mayFinish.countDown();

      assertThat(answer.get().statusCode()).isEqualTo(202);
      assertThat(finished).hasSize(1).first().asString().endsWith("done");
    }
  }

  @Test
  void anUnknownCallIsNotFound() throws Exception {
    mayFinish.countDown();
    try (RuntimeApi api = new RuntimeApi(owner);
        HttpClient client = HttpClient.newHttpClient()) {
      assertThat(
              client
                  .send(post(api, "invocation/1"), HttpResponse.BodyHandlers.ofString())
                  .statusCode())
          .isEqualTo(404);
      assertThat(finished).isEmpty();
    }
  }

  private static HttpRequest post(RuntimeApi api, String call) {
    return HttpRequest.newBuilder(
            URI.create("http://" + api.hostAndPort() + "/2018-06-01/runtime/" + call))
        .POST(HttpRequest.BodyPublishers.ofString("done"))
        .build();
  }

  private void await() {
    try {
      mayFinish.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
