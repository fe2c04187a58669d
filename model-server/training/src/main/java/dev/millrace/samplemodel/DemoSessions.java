package dev.millrace.samplemodel;

import java.time.LocalDate;
import java.util.List;
import java.util.Random;

/**
 * The sessions that the demo's model is made from, drawn by {@link ConversionLaw} with a fixed
 * seed: the same every time.
 *
 * @param heldOut the rows that training does not see
 */
record DemoSessions(LabelledSessions training, LabelledSessions heldOut) {
  private static final int TRAINING_ROWS = 60_000;
  private static final int HELD_OUT_ROWS = 20_000;
  private static final int AREAS = 5_000;
  private static final LocalDate FIRST_DAY = LocalDate.of(2023, 1, 1);
  private static final int DAYS = 365 + 366 + 365;
  private static final long SEED = 20_240_229;

  static DemoSessions draw() {
    var random = new Random(SEED);
    List<ZipCodeArea> areas = ZipCodeArea.draw(AREAS, random);
    var sessions = new SessionGenerator(areas, FIRST_DAY, DAYS, random);
    return new DemoSessions(
        LabelledSessions.draw(TRAINING_ROWS, sessions, random),
        LabelledSessions.draw(HELD_OUT_ROWS, sessions, random));
  }
}
