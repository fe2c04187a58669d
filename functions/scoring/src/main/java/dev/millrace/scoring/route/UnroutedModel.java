package dev.millrace.scoring.route;

/** No version of a model can answer now; the message is a sentence for whoever asked. */
public final class UnroutedModel extends Exception {
  private static final long serialVersionUID = 1;

  /** Why it cannot. */
  public enum Cause {
    /** There is no such model or version. */
    UNKNOWN,
    /** The version is there, and no routing row names it. */
    NOT_ROUTED,
    /** The endpoint is loading it: it can answer soon. */
    LOADING,
    /** What the registry holds of it cannot be used. */
    UNUSABLE
  }

  private final Cause kind;

  /** With a sentence. */
  public UnroutedModel(Cause kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** Why it cannot. */
  public Cause kind() {
    return kind;
  }
}
