// Browsers of today turn a picture as its own data says when they draw it; nothing is left to turn.
export const rotation = async () => ({ deg: 0, rad: 0, scaleX: 1, scaleY: 1, dimensionSwapped: false, css: false, canvas: false });
