namespace StreamNer.Onnx;

internal static class Room { internal static readonly OffsetUnit Unit = OffsetUnit.CodePoint; }
