using System.Runtime.InteropServices;
using System.Text;

namespace StreamNer.Tests.Onnx;

/// <summary>ONNX element types, by their numbers in the format.</summary>
internal enum Element
{
    Float = 1,
    Int8 = 3,
    Int32 = 6,
    Int64 = 7,
    Half = 10,
    Double = 11,
}

/// <summary>Writes small ONNX files (field numbers of onnx.proto3), so that tests need no model that was made elsewhere.</summary>
internal sealed class OnnxWriter
{
    private readonly List<byte[]> _nodes = [];
    private readonly List<byte[]> _initializers = [];
    private readonly List<byte[]> _inputs = [];
    private readonly List<byte[]> _outputs = [];

    public void Node(string type, string[] inputs, string[] outputs, params (string Name, long Value)[] attributes)
    {
        var node = new Message();
        foreach (var input in inputs) node.Text(1, input);
        foreach (var output in outputs) node.Text(2, output);
        node.Text(4, type);
        foreach (var (name, value) in attributes) node.Bytes(5, new Message().Text(1, name).Number(3, value).Number(20, 2).ToArray());
        _nodes.Add(node.ToArray());
    }

    public void Constant<T>(string name, Element type, T[] values, params long[] shape)
        where T : unmanaged
    {
        var tensor = new Message();
        foreach (var dimension in shape) tensor.Number(1, dimension);
        _initializers.Add(tensor.Number(2, (long)type).Text(8, name).Bytes(9, MemoryMarshal.AsBytes<T>(values).ToArray()).ToArray());
    }

    /// <summary>Dimensions are numbers, or names for dynamic ones.</summary>
    public void Input(string name, Element type, params string[] shape) => _inputs.Add(Value(name, type, shape));

    public void Output(string name, Element type, params string[] shape) => _outputs.Add(Value(name, type, shape));

    public byte[] ToArray()
    {
        var graph = new Message();
        foreach (var node in _nodes) graph.Bytes(1, node);
        graph.Text(2, "tiny");
        foreach (var initializer in _initializers) graph.Bytes(5, initializer);
        foreach (var input in _inputs) graph.Bytes(11, input);
        foreach (var output in _outputs) graph.Bytes(12, output);
        return new Message().Number(1, 8).Bytes(7, graph.ToArray()).Bytes(8, new Message().Number(2, 13).ToArray()).ToArray();
    }

    private static byte[] Value(string name, Element type, string[] shape)
    {
        var dimensions = new Message();
        foreach (var one in shape)
        {
            dimensions.Bytes(1, (long.TryParse(one, out var size) ? new Message().Number(1, size) : new Message().Text(2, one)).ToArray());
        }

        var tensor = new Message().Number(1, (long)type).Bytes(2, dimensions.ToArray());
        return new Message().Text(1, name).Bytes(2, new Message().Bytes(1, tensor.ToArray()).ToArray()).ToArray();
    }

    private sealed class Message
    {
        private readonly MemoryStream _bytes = new();

        public Message Number(int field, long value)
        {
            Varint((ulong)field << 3);
            Varint((ulong)value);
            return this;
        }

        public Message Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

        public Message Bytes(int field, byte[] value)
        {
            Varint(((ulong)field << 3) | 2);
            Varint((ulong)value.Length);
            _bytes.Write(value);
            return this;
        }

        public byte[] ToArray() => _bytes.ToArray();

        private void Varint(ulong value)
        {
            for (; value >= 0x80; value >>= 7) _bytes.WriteByte((byte)(value | 0x80));
            _bytes.WriteByte((byte)value);
        }
    }
}
