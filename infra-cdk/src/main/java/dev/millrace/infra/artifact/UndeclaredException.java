package dev.millrace.infra.artifact;

/** The stacks ask for something that the functions' contract does not declare. */
public final class UndeclaredException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param missing what is not declared: {@code no metric X by [stream]}
   */
  UndeclaredException(FunctionPackage functions, String missing) {
    super(
        "%s in %s declares %s, which an alarm or the dashboard is to watch; build it anew, or correct either"
            .formatted(functions.contract(), functions.zip(), missing));
  }
}
