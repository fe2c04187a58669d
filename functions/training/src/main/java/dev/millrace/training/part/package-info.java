/** A part of a training set: the rows of one object of bronze. */
package dev.millrace.training.part;
