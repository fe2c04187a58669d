import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.ONNXExportable;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer;
import org.tribuo.datasource.ListDataSource;
import org.tribuo.impl.ArrayExample;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.sgd.linear.LinearSGDTrainer;
import org.tribuo.regression.sgd.objectives.SquaredLoss;

/** Models that Tribuo exports: one matrix, float32, a score or probabilities. */
public class TribuoModels {
  private static final String[] NAMES = {"a", "b", "c"};
  private static final Random RANDOM = new Random(5);

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    var labels = new LabelFactory();
    Model<Label> classes =
        train(
            new LogisticRegressionTrainer(),
            labels,
            row -> new Label(row[0] + row[1] > 0.5 ? "high" : row[2] > 0 ? "middle" : "low"));
    // Tribuo's columns are its own ids of the classes.
    List<String> names = new ArrayList<>();
    for (int id = 0; id < classes.getOutputIDInfo().size(); id++) {
      names.add(classes.getOutputIDInfo().getOutput(id).getLabel());
    }
    write(
        folder.resolve("tribuo-classes"),
        "\"multiclass\", \"classes\": " + names.stream().map(n -> '"' + n + '"').toList(),
        classes,
        row ->
            "\"probabilities\": "
                + names.stream()
                    .map(
                        name ->
                            '"'
                                + name
                                + "\": "
                                + classes
                                    .predict(example(row, LabelFactory.UNKNOWN_LABEL))
                                    .getOutputScores()
                                    .get(name)
                                    .getScore())
                    .collect(Collectors.joining(", ", "{", "}")));

    Model<Regressor> regression =
        train(
            new LinearSGDTrainer(new SquaredLoss(), new AdaGrad(0.5), 20, 1L),
            new RegressionFactory(),
            row -> new Regressor("y", 3 * row[0] - row[1] + 10));
    write(
        folder.resolve("tribuo-regression"),
        "\"regression\"",
        regression,
        row ->
            "\"score\": "
                + regression.predict(example(row, RegressionFactory.UNKNOWN_REGRESSOR)).getOutput().getValues()[0]);
  }

  private interface Law<T> {
    T of(double[] row);
  }

  private static double[] row() {
    return RANDOM.doubles(NAMES.length, -1, 1).map(x -> Math.round(x * 1000) / 1000.0).toArray();
  }

  private static <T extends Output<T>> ArrayExample<T> example(double[] row, T output) {
    return new ArrayExample<>(output, NAMES, row);
  }

  private static <T extends Output<T>> Model<T> train(Trainer<T> trainer, OutputFactory<T> outputs, Law<T> law) {
    List<org.tribuo.Example<T>> examples = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      double[] row = row();
      examples.add(example(row, law.of(row)));
    }
    var source = new ListDataSource<>(examples, outputs, new SimpleDataSourceProvenance("drawn", outputs));
    return trainer.train(new MutableDataset<>(source));
  }

  private static void write(Path folder, String task, Model<?> model, Law<String> answer) throws Exception {
    Files.createDirectories(folder);
    ((ONNXExportable) model).saveONNXModel("dev.millrace", 1, folder.resolve("model.onnx"));
    String features =
        List.of(NAMES).stream()
            .map(name -> "{\"name\": \"%s\", \"from\": \"%s\", \"as\": \"number\"}".formatted(name, name))
            .collect(Collectors.joining(", ", "[", "]"));
    Files.writeString(
        folder.resolve("model.json"),
        "{\"name\": \"%s\", \"version\": \"1.0.0\", \"task\": %s,\n \"features\": %s}\n"
            .formatted(folder.getFileName(), task, features));
    var lines = new ArrayList<String>();
    for (int i = 0; i < 50; i++) {
      double[] row = row();
      lines.add(
          "{\"features\": {\"a\": %s, \"b\": %s, \"c\": %s}, %s}"
              .formatted(row[0], row[1], row[2], answer.of(row)));
    }
    Files.write(folder.resolve("rows.ndjson"), lines);
  }
}
