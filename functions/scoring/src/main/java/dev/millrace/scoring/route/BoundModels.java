package dev.millrace.scoring.route;

import java.util.List;

/**
 * The models that are to score the records of a stream. Immutable.
 *
 * @param models that can, by their names
 * @param waiting the names of those that cannot yet: no version of them is loaded, or their routes
 *     cannot be used
 */
public record BoundModels(List<RoutedModel> models, List<String> waiting) {
  /** Copies the lists. */
  public BoundModels {
    models = List.copyOf(models);
    waiting = List.copyOf(waiting);
  }
}
