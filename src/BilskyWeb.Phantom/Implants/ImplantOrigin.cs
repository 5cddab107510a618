namespace BilskyWeb.Phantom.Implants;

/// <summary>Where in the vertebra an implanted mass grows from.</summary>
public enum ImplantOrigin
{
    /// <summary>Vertebral body: bilobed behind the posterior longitudinal ligament.</summary>
    Body,

    /// <summary>Body and one pedicle.</summary>
    BodyAndPedicle,

    /// <summary>One pedicle.</summary>
    Pedicle,

    /// <summary>Lamina.</summary>
    Lamina,

    /// <summary>All around the canal.</summary>
    Around,
}
