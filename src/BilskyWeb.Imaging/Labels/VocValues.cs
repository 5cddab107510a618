using System.Globalization;
using System.Xml;
using BilskyWeb.Core;

namespace BilskyWeb.Imaging.Labels;

/// <summary>The texts of a Pascal VOC file by their path below <c>annotation</c>, with where they stand.</summary>
internal sealed class VocValues(string file)
{
    private const int MostDepth = 8;

    // Other programs' files hold more, CVAT's an attribute of an object after another; what is not asked for may repeat.
    private static readonly HashSet<string> Wanted =
    [
        "filename", "folder", "source/image", "source/frame", "size/width", "size/height", "object/name",
        "object/bndbox/xmin", "object/bndbox/ymin", "object/bndbox/xmax", "object/bndbox/ymax",
    ];

    private readonly Dictionary<string, (string Text, int Line, int Column)> _texts = new(StringComparer.Ordinal);

    public bool HasObject { get; private set; }

    /// <summary>Reads to the end; null when all is well.</summary>
    public Error? Collect(XmlReader reader)
    {
        var place = (IXmlLineInfo)reader;
        var path = new Stack<string>();
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    if (Fault(reader, path.Count) is { } fault)
                        return Wrong(file, place.LineNumber, place.LinePosition, fault);
                    if (!reader.IsEmptyElement)
                        path.Push(reader.LocalName);
                    break;
                case XmlNodeType.EndElement:
                    path.Pop();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA:
                    var name = string.Join('/', path.Reverse().Skip(1));
                    if (Wanted.Contains(name) && !_texts.TryAdd(name, (reader.Value.Trim(), place.LineNumber, place.LinePosition)))
                        return Wrong(file, place.LineNumber, place.LinePosition, $"{name} is there twice.");
                    break;
                default:
                    break;
            }
        }

        return null;
    }

    public string? Text(string path) => _texts.TryGetValue(path, out var found) ? found.Text : null;

    public Result<double[]> Numbers(params string[] paths)
    {
        var numbers = new double[paths.Length];
        for (var i = 0; i < paths.Length; i++)
        {
            if (Text(paths[i]) is not { } text)
                return Missing(paths[i]);
            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || !double.IsFinite(numbers[i]))
                return Wrong(paths[i], "It must be a number.");
        }

        return numbers;
    }

    public WrongLabels Missing(string path) => Wrong(file, 1, 1, $"{path} is missing.");

    public WrongLabels Wrong(string path, string what)
    {
        var (text, line, column) = _texts[path];
        return Wrong(file, line, column, $"{path} holds \"{(text.Length > 40 ? text[..40] + "…" : text)}\". {what}");
    }

    public static WrongLabels Wrong(string file, int line, int column, string what) => new(string.Create(CultureInfo.InvariantCulture, $"{file}:{line}:{column}: {what}"), line);

    private string? Fault(XmlReader reader, int depth)
    {
        if (depth == 0 && reader.LocalName != "annotation")
            return $"the file begins with \"{reader.LocalName}\" and not with \"annotation\", so it is not LabelImg's Pascal VOC.";
        if (depth > MostDepth)
            return $"elements lie in each other more than {MostDepth} deep.";
        if (depth != 1 || reader.LocalName != "object")
            return null;
        if (HasObject)
            return "there is a second object. A slice has one box.";
        HasObject = true;
        return null;
    }
}
