package dev.millrace.local.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.local.support.StackException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Invokes a function of the running stack and prints its answer: {@code scripts/invoke}. */
public final class Invoke {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Invoke() {}

  /** Takes FUNCTION and, if wanted, EVENT.json; exits 1 when the function fails. */
  public static void main(String[] arguments) {
    Command.run(() -> run(Arguments.parse(arguments, Set.of(), Set.of())));
  }

  private static int run(Arguments arguments) throws IOException, InterruptedException {
    if (arguments.positional().isEmpty() || arguments.positional().size() > 2) {
      throw new StackException("Expected FUNCTION and, if wanted, EVENT.json; see --help");
    }
    String event =
        arguments.positional().size() == 2 ? event(Path.of(arguments.positional().get(1))) : "{}";
    RunningStack.Answer answer =
        new RunningStack(System.getenv()).invoke(arguments.positional().getFirst(), event);
    System.out.println(answer.payload());
    return answer.error() ? 1 : 0;
  }

  /**
   * The event that a file holds, as it stands there.
   *
   * @throws StackException when it holds something else
   */
  static String event(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new StackException(file + " is a folder; expected a file that holds an event in JSON");
    }
    try {
      String event = Files.readString(file);
      JSON.readTree(event);
      return event;
    } catch (CharacterCodingException e) {
      throw new StackException(file + " is not UTF-8 text; expected an event in JSON", e);
    } catch (JsonProcessingException e) {
      throw new StackException(
          "%s is not JSON from line %d, column %d; expected an event in JSON"
              .formatted(file, e.getLocation().getLineNr(), e.getLocation().getColumnNr()),
          e);
    }
  }
}
