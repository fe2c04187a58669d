package dev.millrace.tools.preflight;

/**
 * What is to be deployed, and where.
 *
 * @param account its number, or {@code ACCOUNT} when it is not known, for commands to be completed
 */
record Target(EnvironmentSettings environment, String region, String account) {
  static final String UNKNOWN_ACCOUNT = "ACCOUNT";

  /** A command of the AWS command line in this region. */
  String aws(String command) {
    return "aws %s --region %s".formatted(command, region);
  }

  /** "dev in eu-west-1 of account 123456789012", the account only where it is known. */
  String text() {
    String place = "%s in %s".formatted(environment.name(), region);
    return account.equals(UNKNOWN_ACCOUNT) ? place : "%s of account %s".formatted(place, account);
  }
}
