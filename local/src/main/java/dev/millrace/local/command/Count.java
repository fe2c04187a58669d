package dev.millrace.local.command;

/** How many there are of something, in words. */
final class Count {
  private Count() {}

  /**
   * {@code 1 record}, {@code 2 records}.
   *
   * @param name of one, whose plural ends in s
   */
  static String of(long number, String name) {
    return "%d %s%s".formatted(number, name, number == 1 ? "" : "s");
  }
}
