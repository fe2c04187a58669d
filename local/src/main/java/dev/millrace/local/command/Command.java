package dev.millrace.local.command;

import dev.millrace.local.support.StackException;
import dev.millrace.local.template.TemplateException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.file.NoSuchFileException;
import software.amazon.awssdk.core.exception.SdkException;

/** How a command ends: with a status, and in a sentence rather than a stack trace when it fails. */
final class Command {
  private Command() {}

  /** What a command does; its result is the exit status. */
  interface Body {
    int run() throws IOException, InterruptedException;
  }

  static void run(Body body) {
    int status;
    try {
      status = body.run();
    } catch (StackException | TemplateException e) {
      status = fail(e.getMessage());
    } catch (NoSuchFileException e) {
      status =
          fail(
              e.getReason() == null
                  ? "There is no file " + e.getFile()
                  : e.getFile() + ": " + e.getReason());
    } catch (IOException | UncheckedIOException | SdkException e) {
      status =
          fail(
              isRefused(e)
                  ? "No local stack answers: start one with ./scripts/local"
                  : e.getMessage());
    } catch (InterruptedException e) {
      status = fail("Interrupted");
    }
    System.exit(status);
  }

  /** Whether nobody listens where the stack was. */
  private static boolean isRefused(Throwable e) {
    return e instanceof ConnectException || (e.getCause() != null && isRefused(e.getCause()));
  }

  private static int fail(String message) {
    System.err.println("millrace: " + message);
    return 1;
  }
}
