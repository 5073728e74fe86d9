// Uppy's dashboard takes one icon from the views of cloud drives, which this page does not have.
export const defaultPickerIcon = () => null;
