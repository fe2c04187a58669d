package dev.millrace.testsupport;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** ElasticMQ, in memory. */
public final class SqsServer implements AutoCloseable {
  private final SQSRestServer server;
  private final URI endpoint;
  private final SqsClient client;

  public SqsServer() throws IOException {
    int port = FreePort.onLoopback();
    server = SQSRestServerBuilder.withInterface("127.0.0.1").withPort(port).start();
    server.waitUntilStarted();
    endpoint = URI.create("http://127.0.0.1:" + port);
    client = EmulatorClients.build(SqsClient.builder(), endpoint, 4, Duration.ofSeconds(10));
  }

  public URI endpoint() {
    return endpoint;
  }

  public SqsClient client() {
    return client;
  }

  /** A new queue's URL. */
  public String newQueue() {
    return client.createQueue(create -> create.queueName("queue-" + System.nanoTime())).queueUrl();
  }

  /** Takes the messages that are there out of the queue. */
  public List<Message> take(String queueUrl) {
    List<Message> taken = new ArrayList<>();
    while (true) {
      List<Message> messages =
          client
              .receiveMessage(receive -> receive.queueUrl(queueUrl).maxNumberOfMessages(10))
              .messages();
      if (messages.isEmpty()) {
        return taken;
      }
      for (Message message : messages) {
        client.deleteMessage(
            delete -> delete.queueUrl(queueUrl).receiptHandle(message.receiptHandle()));
      }
      taken.addAll(messages);
    }
  }

  @Override
  public void close() {
    client.close();
    server.stopAndWait();
  }
}
