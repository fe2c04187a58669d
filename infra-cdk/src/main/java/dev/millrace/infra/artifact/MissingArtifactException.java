package dev.millrace.infra.artifact;

/**
 * Something that another module builds is not there; the message has the command that builds it.
 */
public final class MissingArtifactException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MissingArtifactException(String message) {
    super(message);
  }
}
