package dev.millrace.infra.capability;

import java.util.Locale;

/** What the stacks of a capability are called. */
public final class StackNames {
  private StackNames() {}

  /** The stack of its data. */
  public static String data(String capability) {
    return functions(capability) + "Data";
  }

  /** The stack of its functions. */
  public static String functions(String capability) {
    return "Millrace"
        + capability.substring(0, 1).toUpperCase(Locale.ROOT)
        + capability.substring(1);
  }
}
