package dev.millrace.local.emulator;

import dev.millrace.local.process.FreePort;
import java.io.IOException;
import java.net.URI;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;

/**
 * ElasticMQ in this process. It keeps its messages in memory: they are gone when the stack stops.
 */
public final class SqsEmulator implements Emulator {
  private final SQSRestServer server;
  private final URI endpoint;

  private SqsEmulator(SQSRestServer server, URI endpoint) {
    this.server = server;
    this.endpoint = endpoint;
  }

  public static SqsEmulator start() throws IOException {
    int port = FreePort.find();
    SQSRestServer server =
        SQSRestServerBuilder.withInterface("127.0.0.1")
            .withPort(port)
            .withAWSAccountId("000000000000")
            .start();
    server.waitUntilStarted();
    return new SqsEmulator(server, URI.create("http://127.0.0.1:" + port));
  }

  @Override
  public URI endpoint() {
    return endpoint;
  }

  @Override
  public void close() {
    server.stopAndWait();
  }
}
