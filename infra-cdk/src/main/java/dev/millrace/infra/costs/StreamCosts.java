package dev.millrace.infra.costs;

import com.fasterxml.jackson.databind.JsonNode;

/** How the streams of the templates are paid for; all of them are of one kind. */
public record StreamCosts(Templates templates, Prices prices) {
  /** Whether they are paid by the traffic and not by the shard. */
  public boolean onDemand() {
    return templates.resources("AWS::Kinesis::Stream").stream()
        .allMatch(stream -> stream.property("/StreamModeDetails/StreamMode").equals("ON_DEMAND"));
  }

  public boolean fanOut() {
    return consumers() > 0;
  }

  public int consumers() {
    return templates.resources("AWS::Kinesis::StreamConsumer").size();
  }

  public int streams() {
    return templates.resources("AWS::Kinesis::Stream").size();
  }

  /** Shards of each stream; zero where they are on demand. */
  public int shards() {
    return stream().path("ShardCount").asInt();
  }

  public int retentionHours() {
    return stream().path("RetentionPeriodHours").asInt();
  }

  private JsonNode stream() {
    return templates.resources("AWS::Kinesis::Stream").getFirst().properties();
  }
}
