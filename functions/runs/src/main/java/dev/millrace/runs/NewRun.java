package dev.millrace.runs;

import dev.millrace.common.InvalidInput;

/**
 * What a run is started with.
 *
 * @param owner who it belongs to: {@link dev.millrace.common.http.Caller#id()}; 1 to 256 characters
 * @param subject what it is about, such as a model's name; at most 256 characters, empty where the
 *     capability lists its runs by no subject
 * @param request a JSON object of at most 64 KiB that the steps read; without secrets
 */
public record NewRun(String owner, String subject, String request) {
  /** The most bytes that a request may have in UTF-8. */
  public static final int MAXIMUM_REQUEST = 64 * 1024;

  private static final int LONGEST_NAME = 256;

  /**
   * What a run is started with.
   *
   * @throws InvalidInput when a value is not as above
   */
  public NewRun {
    if (owner.isBlank() || owner.length() > LONGEST_NAME) {
      throw InvalidInput.field("owner", owner, "1 to " + LONGEST_NAME + " characters");
    }
    if (subject.length() > LONGEST_NAME) {
      throw InvalidInput.field("subject", subject, "at most " + LONGEST_NAME + " characters");
    }
    JsonText.requireObject("request", request, MAXIMUM_REQUEST);
  }
}
