package dev.millrace.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.support.StackException;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Has what failed put back on its stream, until all of it is: {@code scripts/redrive}. */
public final class Redrive {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> SOURCES = List.of("quarantine", "failures");

  private Redrive() {}

  /** Takes quarantine or failures, {@code --since T} and {@code --reason R}. */
  public static void main(String[] arguments) {
    Command.run(
        () ->
            run(
                Arguments.parse(arguments, Set.of("--since", "--reason"), Set.of()),
                new RunningStack(System.getenv())));
  }

  /** Invokes the function until it is through; each time from where it says it got. */
  static int run(Arguments arguments, RunningStack stack) throws IOException, InterruptedException {
    ObjectNode event = event(arguments);
    boolean complete = false;
    while (!complete) {
      RunningStack.Answer answer = stack.invoke("Redrive", event.toString());
      JsonNode result = JSON.readTree(answer.payload());
      if (answer.error()) {
        throw new StackException(
            "Redrive failed: " + result.path("errorMessage").asText(answer.payload()));
      }
      System.out.printf(
          "%s: sent %s of %s back to the stream, and left out %d sent before.%n",
          result.path("source").asText(),
          Count.of(result.path("sent").asInt(), "record"),
          Count.of(result.path("objects").asInt(), "object"),
          result.path("already_sent").asInt());
      if (result.has("stopped")) {
        System.err.println("It stopped: " + result.path("stopped").asText());
      }
      for (JsonNode unreadable : result.path("unreadable_objects")) {
        System.err.printf(
            "Not redriven as a whole: %s: %s%n",
            unreadable.path("key").asText(), unreadable.path("why").asText());
      }
      complete = result.path("complete").asBoolean(true);
      String next = result.path("next").asText(after(event));
      if (!complete && result.path("sent").asLong() == 0 && next.equals(after(event))) {
        throw new StackException(
            "Redrive sent nothing and came no further than before; its log says why");
      }
      event.put("after", next);
    }
    return 0;
  }

  private static ObjectNode event(Arguments arguments) {
    if (arguments.positional().size() != 1
        || !SOURCES.contains(arguments.positional().getFirst())) {
      throw new StackException("Expected 'quarantine' or 'failures'; see --help");
    }
    String source = arguments.positional().getFirst();
    ObjectNode event = JSON.createObjectNode().put("source", source);
    arguments.time("--since").ifPresent(since -> event.put("since", since));
    arguments.option("--reason").ifPresent(reason -> event.put("reason", reason));
    if (event.has("reason") && !source.equals("quarantine")) {
      throw new StackException("--reason is for quarantine only; see --help");
    }
    return event;
  }

  private static String after(ObjectNode event) {
    return event.path("after").asText("");
  }
}
