using MudBlazor;

namespace BilskyWeb.Shell;

/// <summary>The surfaces of the design in both themes, as MudBlazor wants them.</summary>
internal static class Themes
{
    public const string Cookie = "bilsky-theme";
    public const string Dark = "dark";
    public const string Light = "light";

    // The system's own family: nothing to download, and what each reader is used to.
    private static readonly string[] Family = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "DejaVu Sans", "sans-serif"];

    public static MudTheme Design { get; } = new()
    {
        PaletteDark = new PaletteDark
        {
            Background = "#0F1317",
            Surface = "#171C22",
            BackgroundGray = "#1F262E",
            AppbarBackground = "#171C22",
            AppbarText = "#E6EBF0",
            DrawerBackground = "#171C22",
            DrawerText = "#E6EBF0",
            TextPrimary = "#E6EBF0",
            TextSecondary = "#9AA7B4",
            TextDisabled = "#9AA7B4",
            ActionDefault = "#9AA7B4",
            LinesDefault = "#2C353F",
            LinesInputs = "#9AA7B4",
            TableLines = "#2C353F",
            TableHover = "#1F262E",
            Divider = "#2C353F",
            Primary = "#5BB8C9",
            PrimaryContrastText = "#0F1317",
            Success = "#7FB69A",
            Warning = "#C9B27A",
            Error = "#D98C8C",
            Info = "#8FB4C4",
        },
        PaletteLight = new PaletteLight
        {
            Background = "#F6F7F9",
            Surface = "#FFFFFF",
            BackgroundGray = "#EDF0F3",
            AppbarBackground = "#FFFFFF",
            AppbarText = "#14191F",
            DrawerBackground = "#FFFFFF",
            DrawerText = "#14191F",
            TextPrimary = "#14191F",
            TextSecondary = "#56616D",
            TextDisabled = "#56616D",
            ActionDefault = "#56616D",
            LinesDefault = "#DDE2E8",
            LinesInputs = "#56616D",
            TableLines = "#DDE2E8",
            TableHover = "#EDF0F3",
            Divider = "#DDE2E8",
            Primary = "#0B7285",
            PrimaryContrastText = "#FFFFFF",
            Success = "#2F6B4F",
            Warning = "#6E5A1E",
            Error = "#933A3A",
            Info = "#2F5F73",
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "6px", AppbarHeight = "52px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Family, FontSize = "0.875rem", LineHeight = "1.45" },
            H1 = new H1Typography { FontFamily = Family, FontSize = "1.375rem", FontWeight = "600", LineHeight = "1.3" },
            H2 = new H2Typography { FontFamily = Family, FontSize = "1.125rem", FontWeight = "600", LineHeight = "1.3" },
            H3 = new H3Typography { FontFamily = Family, FontSize = "1rem", FontWeight = "600", LineHeight = "1.4" },
            Button = new ButtonTypography { FontFamily = Family, FontSize = "0.875rem", FontWeight = "600", TextTransform = "none" },
        },
    };

    /// <summary>A person's choice holds everywhere; without one, reading rooms are dark and desks are light.</summary>
    public static bool IsDark(string? chosen, PathString path) => chosen is null ? IsReadingRoom(path) : chosen == Dark;

    private static bool IsReadingRoom(PathString path) =>
        path.StartsWithSegments("/worklist") || path.StartsWithSegments("/studies") || path.StartsWithSegments("/mdt")
        || path.StartsWithSegments("/reader-studies") || path.StartsWithSegments("/label-sets");
}
