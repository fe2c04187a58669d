package dev.millrace.local.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.local.sql.Query;
import dev.millrace.local.sql.ResultFormat;
import dev.millrace.local.support.LocalCredentials;
import dev.millrace.local.support.StackException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.URI;
import java.util.Set;

/** Answers a SELECT over the tables of the running local stack: {@code scripts/sql}. */
public final class Sql {
  private Sql() {}

  /** Takes a statement and {@code --format table|csv}. */
  public static void main(String[] arguments) {
    Command.run(() -> run(Arguments.parse(arguments, Set.of("--format"), Set.of())));
  }

  private static int run(Arguments arguments) throws IOException {
    String format = arguments.option("--format").orElse("table");
    ResultFormat chosen =
        ResultFormat.named(format)
            .orElseThrow(
                () ->
                    new StackException(
                        "--format is '%s'; expected table or csv".formatted(format)));
    if (arguments.positional().size() != 1) {
      throw new StackException("Expected one statement in quotes; see --help");
    }
    RunningStack stack = new RunningStack(System.getenv());
    Query query =
        new Query(
            URI.create(stack.variable("AWS_ENDPOINT_URL_GLUE")),
            URI.create(stack.variable("AWS_ENDPOINT_URL_S3")),
            stack.variable("AWS_REGION"),
            LocalCredentials.create());
    // Texts are UTF-8, whatever the terminal's locale.
    Writer out = new BufferedWriter(new OutputStreamWriter(System.out, UTF_8));
    query.run(arguments.positional().getFirst(), chosen, out);
    out.flush();
    return 0;
  }
}
