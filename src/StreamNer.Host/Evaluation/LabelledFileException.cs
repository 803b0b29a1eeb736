namespace StreamNer.Host.Evaluation;

/// <summary>A labelled file is not in a form that is read. The message names file or line, and quotes nothing of it.</summary>
internal sealed class LabelledFileException(string message, Exception? inner = null) : Exception(message, inner);
