package dev.millrace.testsupport;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Invokes the function of the class {@code args[0]} with the event on standard input, and leaves
 * its answer in the file {@code args[1]}: for a JVM that has the package on its class path.
 */
final class InvokeFunction {
  private InvokeFunction() {}

  public static void main(String[] args) throws Exception {
    RequestStreamHandler function =
        Class.forName(args[0])
            .asSubclass(RequestStreamHandler.class)
            .getConstructor()
            .newInstance();
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    function.handleRequest(System.in, answer, new Invocation());
    Files.writeString(Path.of(args[1]), answer.toString(StandardCharsets.UTF_8));
  }
}
