package dev.millrace.local.resource;

import java.util.Map;

/** A fan-out consumer: its mapping is polled like any other. */
final class StreamConsumer extends ResourceType {
  StreamConsumer() {
    super("AWS::Kinesis::StreamConsumer");
  }

  @Override
  String ref(Reference reference) {
    return reference.property("StreamARN") + "/consumer/" + reference.name() + ":1";
  }

  @Override
  Map<String, String> attributes(Reference reference) {
    return Map.of("ConsumerARN", ref(reference));
  }
}
