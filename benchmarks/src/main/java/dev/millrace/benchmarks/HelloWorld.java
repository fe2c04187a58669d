package dev.millrace.benchmarks;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** The baseline of a function: reads its event and says hello. */
public final class HelloWorld implements RequestStreamHandler {
  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    event.transferTo(OutputStream.nullOutputStream());
    answer.write("\"hello\"".getBytes(StandardCharsets.UTF_8));
  }
}
