package dev.millrace.features.input;

/** The whole content is one document, even where it is blank. */
final class WholeCutter extends DocumentCutter {
  private final InputBuffer input;

  WholeCutter(InputBuffer input) {
    this.input = input;
  }

  @Override
  boolean next() {
    number(number() + 1);
    return number() == 1 && document(input.bytes(), input.position(), input.limit());
  }
}
