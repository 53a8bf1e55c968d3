"""A form's placement in millimetres: drawn as a print, and handed to the reader.

``layout`` says where one writes, ``artwork`` what is printed around it,
``shelf`` finds both among the profiles, ``code`` is the printed QR's text, and
``drawing`` makes the PDF and the pixels.
"""
