/** From sessions to predictions: look-ups, feature vectors, the model. */
package dev.millrace.scoring.score;
