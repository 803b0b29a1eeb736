namespace StreamNer.Text;

/// <summary>The names of a vocabulary's special tokens. They are never made from a document's text.</summary>
/// <param name="Unknown">Stands for a word that the vocabulary cannot spell.</param>
/// <param name="Classifier">Before each window.</param>
/// <param name="Separator">After each window.</param>
/// <param name="Padding">Fills a batch; masked out.</param>
internal sealed record SpecialTokenNames(string Unknown = "[UNK]", string Classifier = "[CLS]", string Separator = "[SEP]", string Padding = "[PAD]");
