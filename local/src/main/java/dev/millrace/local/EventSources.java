package dev.millrace.local;

import dev.millrace.local.lambda.Functions;
import dev.millrace.local.queue.QueueMapping;
import dev.millrace.local.queue.QueuePoller;
import dev.millrace.local.stream.DeliveryCounts;
import dev.millrace.local.stream.EventSourceMapping;
import dev.millrace.local.stream.StreamPoller;
import dev.millrace.local.support.AwsClients;
import dev.millrace.local.template.CloudAssembly;
import dev.millrace.local.template.Intrinsics;
import dev.millrace.local.template.Resource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** The template's event source mappings, and once started the pollers that deliver by them. */
final class EventSources implements AutoCloseable {
  private final List<EventSourceMapping> streams = new ArrayList<>();
  private final List<QueueMapping> queues = new ArrayList<>();
  private final DeliveryCounts deliveries = new DeliveryCounts();

  /** What stops each poller, the last one first. */
  private final Deque<Runnable> stops = new ArrayDeque<>();

  EventSources(CloudAssembly assembly, Intrinsics intrinsics) {
    for (Resource mapping : assembly.resources("AWS::Lambda::EventSourceMapping")) {
      if (QueueMapping.is(mapping, intrinsics)) {
        queues.add(QueueMapping.of(mapping, intrinsics));
      } else {
        streams.add(EventSourceMapping.of(mapping, intrinsics));
      }
    }
  }

  /** The mappings of streams. */
  List<EventSourceMapping> streams() {
    return List.copyOf(streams);
  }

  /** Deliveries from streams so far. */
  DeliveryCounts deliveries() {
    return deliveries;
  }

  /**
   * Begins to deliver to functions, which are ready.
   *
   * @param checkpoints folder that tells how far each mapping has come
   * @param report told, in a sentence, what goes wrong
   */
  void start(Functions functions, AwsClients clients, Path checkpoints, Consumer<String> report)
      throws IOException {
    for (EventSourceMapping mapping : streams) {
      StreamPoller poller =
          new StreamPoller(
              mapping,
              functions,
              clients.kinesis(),
              clients.s3(),
              clients.sqs(),
              checkpoints,
              deliveries,
              report);
      stops.push(poller::close);
      poller.start();
    }
    for (QueueMapping mapping : queues) {
      QueuePoller poller =
          new QueuePoller(
              mapping,
              event -> functions.invokeAndWait(mapping.function(), event),
              clients.sqs(),
              report);
      stops.push(poller::close);
      poller.start();
    }
  }

  @Override
  public void close() {
    while (!stops.isEmpty()) {
      stops.pop().run();
    }
  }
}
